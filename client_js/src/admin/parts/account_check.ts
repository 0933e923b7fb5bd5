import { t } from '../texts.js'

/** What is wrong with each field that is given, in the order of the form. */
export type Wrong = Readonly<Record<string, string>>

const USER_NAME = /^[a-z0-9][a-z0-9._@-]{0,63}$/
const PASSWORD_LEAST = 10

/** Of a new account, as the server would refuse it (signaling/auth/accounts.py). */
export function wrongIn(given: Readonly<Record<string, string>>): Wrong {
  const { code, name, user_name, password } = given
  return {
    ...(code === '' && { code: t('admin.set_up.bad_code') }),
    ...(name === '' && { name: t('admin.set_up.bad_name') }),
    ...(user_name !== undefined &&
      !USER_NAME.test(user_name.toLowerCase()) && { user_name: t('admin.set_up.bad_user_name') }),
    ...(password !== undefined &&
      password.length < PASSWORD_LEAST && { password: t('admin.set_up.bad_password') }),
  }
}
