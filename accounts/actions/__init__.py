"""Changes to people.

slowing       growing waits after wrong passwords and codes
mailed_codes  codes and link secrets by e-mail
signing_in    by password, or by a link that works once
second_factor authenticator app and recovery codes
registering   Pendaftaran Akun
recovery      Lupa Password
sign_ins      where a person is signed in
own_data      profile and password
photos        the picture on the profile
email_change  another address, confirmed by a code
corrections   NIK or name, asked of the administrator
"""
