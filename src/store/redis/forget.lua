-- KEYS: clock, log, breaker. Gives 1 when there was anything that still counted.
local any = 0
local at, id = newest(KEYS[2])
if at then
    local window = -(tonumber(redis.call('ZSCORE', KEYS[2], 'w')) or 0)
    if at + window > now then any = 1 end
    floor = math.max(floor, id + 1)
end
if (tonumber(redis.call('HGET', KEYS[3], 'until')) or 0) > now then any = 1 end
redis.call('DEL', KEYS[2], KEYS[3])
save(true)
return any
