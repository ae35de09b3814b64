app_name = "estate"
urlpatterns = []
