"""What the rooms of partners show on the pages of other parts, and do for each other."""

from uitweg.casework.cases.consents.actions.consent_list import tell_effects_with
from uitweg.casework.partners.asked_actions import actions as asked_actions
from uitweg.casework.partners.dispatch.actions.basis import consent_effects
from uitweg.casework.partners.dispatch.actions.packages import let_follow_answers
from uitweg.casework.partners.referrals.actions import states as referrals
from uitweg.casework.partners.referrals.views.on_case import referrals_on_case
from uitweg.platform.ui.slots import fill

let_follow_answers(referrals.apply_reply)
let_follow_answers(asked_actions.apply_reply)
tell_effects_with(consent_effects)

fill("member.organisation", "directory/of_organisation.html")
fill("member.reads", "directory/reads_as_partner.html")
fill("case.links", "finding/case_links.html")
fill("case.links", "referrals/case_links.html")
fill("case.links", "routes/case_links.html")
fill("case.links", "conferences/case_links.html")
fill("case.partners", "referrals/on_case.html", referrals_on_case)
fill("case.action", "asked_actions/on_action.html")
