// placeholder, replaced by the room's files
