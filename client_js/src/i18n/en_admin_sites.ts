/** English texts of the admin console's page of sites. */
export const enAdminSites = {
  'admin.sites.heading': 'Sites',
  'admin.sites.search': 'Search sites',
  'admin.sites.empty': 'No site is registered yet.',
  'admin.sites.name': 'Name',
  'admin.sites.origins': 'Origins',
} as const
