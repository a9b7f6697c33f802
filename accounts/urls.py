"""Addresses of people: signing in, registering, profile."""

from django.urls import path

from accounts import staff_urls
from accounts.views import (
    change_email,
    claim,
    correction,
    forgot_password,
    login,
    login_code,
    logout,
    one_time_login,
    password,
    photo,
    profile,
    register,
    second_factor,
    security,
    session,
)

app_name = "accounts"
urlpatterns = [
    path("masuk/", login.login, name="login"),
    path("masuk/kode/", login_code.login_code, name="login_code"),
    path("masuk/tautan/", one_time_login.ask, name="one_time_login"),
    path("masuk/tautan/<str:token>/", one_time_login.use, name="one_time_login_open"),
    path("daftar/", register.register, name="register"),
    path("daftar/klaim/", claim.claim, name="claim"),
    path("daftar/kode/", register.send_code, name="send_code"),
    path("lupa-password/", forgot_password.ask, name="forgot_password"),
    path("lupa-password/pin/", forgot_password.pin, name="forgot_password_pin"),
    path("lupa-password/pin/<str:token>/", forgot_password.open_link, name="forgot_password_open"),
    path("keluar/", logout.logout, name="logout"),
    path("profil/", profile.profile, name="profile"),
    path("profil/foto/", photo.photo, name="photo"),
    path("profil/password/", password.password, name="password"),
    path("profil/email/", change_email.change_email, name="change_email"),
    path("profil/email/kode/", change_email.confirm_email, name="confirm_email"),
    path("profil/perbaikan/", correction.correction, name="correction"),
    path("profil/perbaikan/<int:pk>/bukti/", correction.evidence, name="correction_evidence"),
    path("profil/keamanan/", security.security, name="security"),
    path("profil/keamanan/dua-langkah/", second_factor.second_factor, name="second_factor"),
    path("profil/keamanan/dua-langkah/mulai/", second_factor.begin, name="second_factor_begin"),
    path("profil/keamanan/dua-langkah/qr.png", second_factor.qr, name="second_factor_qr"),
    path("profil/keamanan/dua-langkah/konfirmasi/", second_factor.confirm, name="second_factor_confirm"),
    path("profil/keamanan/dua-langkah/kode-pemulihan/", second_factor.recovery_codes, name="recovery_codes"),
    path("profil/keamanan/dua-langkah/matikan/", second_factor.switch_off, name="second_factor_off"),
    path("profil/keamanan/<int:pk>/keluar/", security.end_session, name="end_session"),
    path("profil/keamanan/keluar-semua/", security.end_all_sessions, name="end_all_sessions"),
    *staff_urls.urlpatterns,
    path("sesi/", session.session, name="session"),
    path("sesi/kembali/", session.back, name="session_back"),
]
