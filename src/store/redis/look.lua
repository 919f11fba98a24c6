-- KEYS: clock, record. Gives {value, spent, life} or nothing.
local record = remembered(KEYS[2])
save(false)
return record and told(record)
