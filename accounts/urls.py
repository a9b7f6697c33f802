"""Addresses of people: signing in, registering, profile."""

from django.urls import path

from accounts.views import login, logout, one_time_login, password, profile, register

app_name = "accounts"
urlpatterns = [
    path("masuk/", login.login, name="login"),
    path("masuk/tautan/", one_time_login.ask, name="one_time_login"),
    path("masuk/tautan/<str:token>/", one_time_login.use, name="one_time_login_open"),
    path("daftar/", register.register, name="register"),
    path("daftar/kode/", register.send_code, name="send_code"),
    path("keluar/", logout.logout, name="logout"),
    path("profil/", profile.profile, name="profile"),
    path("profil/password/", password.password, name="password"),
]
