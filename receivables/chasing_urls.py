"""The pages of dunning, promises, disputes, causes, corrective actions and legal cases."""

from django.urls import path

from receivables.views import chasing, customer_parts, dunning

urlpatterns = [
    path("promises/", chasing.PromiseList.as_view(), name="promises"),
    path("promises/<uuid:pk>/", chasing.PromisePage.as_view(), name="promise-page"),
    path("promises/<uuid:pk>/<slug:move>/", chasing.PromisePage.as_view(), name="promise-move"),
    path("disputes/", chasing.DisputeList.as_view(), name="disputes"),
    path("disputes/<uuid:pk>/", chasing.DisputePage.as_view(), name="dispute-page"),
    path("disputes/<uuid:pk>/<slug:move>/", chasing.DisputePage.as_view(), name="dispute-move"),
    path("causes/", chasing.CauseList.as_view(), name="causes"),
    path("causes/<uuid:pk>/", chasing.CausePage.as_view(), name="cause-page"),
    path("causes/<uuid:pk>/<slug:move>/", chasing.CausePage.as_view(), name="cause-move"),
    path("actions/", chasing.ActionList.as_view(), name="actions"),
    path("actions/<uuid:pk>/", chasing.ActionPage.as_view(), name="action-page"),
    path("actions/<uuid:pk>/<slug:move>/", chasing.ActionPage.as_view(), name="action-move"),
    path("cases/", chasing.CaseList.as_view(), name="cases"),
    path("cases/<uuid:pk>/", chasing.CasePage.as_view(), name="case-page"),
    path("cases/<uuid:pk>/costs/", chasing.SpendOnCase.as_view(), name="case-cost"),
    path("cases/<uuid:pk>/items/", chasing.CoverByCase.as_view(), name="case-item"),
    path("cases/<uuid:pk>/<slug:move>/", chasing.CasePage.as_view(), name="case-move"),
    path("<uuid:pk>/cause/", chasing.StateCause.as_view(), name="cause"),
    path("<uuid:pk>/promise/", chasing.NotePromise.as_view(), name="promise"),
    path("requests/", dunning.RequestList.as_view(), name="requests"),
    path("requests/<uuid:pk>/", dunning.RequestPage.as_view(), name="request-page"),
    path("requests/<uuid:pk>/<slug:move>/", dunning.RequestPage.as_view(), name="request-move"),
    path("replay/", dunning.replay_page, name="replay"),
    path("blocks/<uuid:pk>/lift/", dunning.lift_block, name="lift-block"),
    path(
        "customers/<uuid:pk>/procedure/", customer_parts.ChooseProcedure.as_view(), name="customer-procedure"
    ),
    path("customers/<uuid:pk>/stop/", customer_parts.StopAll.as_view(), name="customer-stop"),
    path("board/move/", dunning.move_on_board, name="board-move"),
    path("<uuid:pk>/step/", dunning.StepByHand.as_view(), name="step"),
    path("<uuid:pk>/skip/", dunning.SkipLevel.as_view(), name="skip"),
    path("<uuid:pk>/block/", dunning.StopDunning.as_view(), name="block"),
]
