"""The public edge: Twilio's messages and statuses in, and whether we are well."""
