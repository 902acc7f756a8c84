"""The keys of the texts around the check, which every level has in its check.yaml."""

_KEYS = """
    title title_own lead lead_own danger danger_own sudden sudden_yes sudden_slow sudden_unknown
    sudden_reason rest_reason rest_reason_own one_reason one_reason_own loose_reason
    loose_reason_own heavy_reason heavy_reason_own danger_reason
    danger_reason_own why_title also_title
    say_title say_now_title leave_title own_title missing_title missing_sudden step_title
    calling_title submit
    keep
    tab tab_outcome no_figure about_other about_other_link about_self
    about_self_link one_by_one one_page who_title who_parent who_friend who_professional
    who_other to_step afterwards wrong change say_professional_title meldcode ways
    ways_help way_youngster way_worried way_calm way_arrested way_professional made_on no_names
    print print_without print_care more_ask more_button more_title more_lead since_title
    since_days since_weeks since_months since_longer since since_long pace_title pace_yes
    pace_no how_title how_seen how_heard heard seen at_once dont_know heard_line question
    question_of answer_yes answer_no answer_unknown any_answer back stop
    about_title about_title_short about_me about_parent about_friend about_professional
    about_other_short groups_title groups_title_own call_first ready saw rest_title
    helpers_title read_more in_doubt write_title write_text danger_short
    known_title known_hint known_hint_own known_told
    write_after_title write_after_text
"""
CHECK_WORDS = tuple(_KEYS.split())
