from tests.helpers import quick_passwords

quick_passwords.install()
