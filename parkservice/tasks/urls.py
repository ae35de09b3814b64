"""Addresses of tasks, feature by feature."""

from parkservice.tasks.coordination.urls import urlpatterns as coordination
from parkservice.tasks.rectifications.urls import urlpatterns as rectifications
from parkservice.tasks.referrals.urls import urlpatterns as referrals
from parkservice.tasks.workorders.urls import urlpatterns as workorders

app_name = "tasks"
urlpatterns = [*workorders, *coordination, *referrals, *rectifications]
