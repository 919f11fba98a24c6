-- KEYS: clock, logs..., breaker. ARGV: time, the breaker's step or nothing, ids.
local logs = #KEYS - 1
if ARGV[2] ~= '' then
    logs = logs - 1
    local field = 'e' .. ARGV[2]
    if (tonumber(redis.call('HGET', KEYS[#KEYS], field)) or 0) > 0 then
        redis.call('HINCRBY', KEYS[#KEYS], field, -1)
    end
end
for i = 1, logs do
    local member = ARGV[i + 2]
    if redis.call('ZREM', KEYS[i + 1], member) == 1 then floor = math.max(floor, tonumber(member) + 1) end
end
save(true)
return 1
