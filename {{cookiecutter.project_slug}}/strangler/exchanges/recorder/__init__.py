"""Records a sample of the traffic, off the requests' way. Off unless RECORD_TRAFFIC is set."""
