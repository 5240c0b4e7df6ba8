"""What someone must look at: judged, told by mail, listed, attended to."""
