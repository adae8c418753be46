"""Mail that is to be sent: queued with the act that wants it, sent by a job."""
