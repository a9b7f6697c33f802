"""Addresses of the administrator's pages of people, and of the invitation."""

from django.urls import path

from accounts.views import assignments

urlpatterns = [
    path("petugas/orang/", assignments.people, name="people"),
    path("petugas/orang/undang/", assignments.invite, name="invite"),
    path("petugas/orang/<int:pk>/", assignments.person, name="person"),
    path("petugas/orang/<int:pk>/akun/<slug:what>/", assignments.change_account, name="change_account"),
    path("petugas/penugasan/<int:pk>/akhiri/", assignments.end_assignment, name="end_assignment"),
    path("undangan/<str:token>/", assignments.invitation, name="invitation"),
]
