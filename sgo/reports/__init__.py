"""Documents: data of the services in Russian forms, as PDF."""
