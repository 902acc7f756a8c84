"""What the rooms of partners show on the pages of other parts, and do for each other."""

from uitweg.casework.cases.consents.actions.consent_list import ends_by_withdrawal, offered_kinds
from uitweg.casework.partners.asked_actions import actions as asked_actions
from uitweg.casework.partners.dispatch.actions.basis import kinds_of_numbers, stops_by_withdrawal
from uitweg.casework.partners.dispatch.actions.packages import answer_followers
from uitweg.casework.partners.referrals.actions import states as referrals
from uitweg.casework.partners.referrals.views.on_case import referrals_on_case
from uitweg.platform.ui.slots import fill

answer_followers.register(referrals.apply_reply)
answer_followers.register(asked_actions.apply_reply)
ends_by_withdrawal.register(stops_by_withdrawal)
offered_kinds.register(kinds_of_numbers)

fill("member.organisation", "directory/of_organisation.html")
fill("member.reads", "directory/reads_as_partner.html")
fill("case.links", "finding/case_links.html")
fill("case.links", "referrals/case_links.html")
fill("case.links", "routes/case_links.html")
fill("case.links", "conferences/case_links.html")
fill("case.partners", "referrals/on_case.html", referrals_on_case)
fill("case.action", "asked_actions/on_action.html")
