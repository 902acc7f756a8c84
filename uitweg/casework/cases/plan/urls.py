"""Addresses of goals, actions and example plans."""

from django.urls import path

from uitweg.casework.cases.plan.views import example_plans, plan

urlpatterns = [
    path("casus/<int:case_id>/doel/", plan.add_goal, name="add-goal"),
    path("casus/<int:case_id>/actie/", plan.add_action, name="add-action"),
    path("casus/doel/<int:goal_id>/", plan.set_goal, name="set-goal"),
    path("casus/actie/<int:action_id>/", plan.set_action, name="set-action"),
    path("casus/actie/<int:action_id>/vallen/", plan.drop_action, name="drop-action"),
    path("casus/<int:case_id>/voorbeeld/", example_plans.example_plan, name="example-plan"),
]
