-- A record: a hash of value (v), times spent (s), the end of its life (l) and of its being remembered (u).
local function remembered(key)
    local found = redis.call('HMGET', key, 'v', 's', 'l', 'u')
    if not found[1] or (tonumber(found[4]) or 0) <= now then return nil end
    return { value = found[1], spent = tonumber(found[2]) or 0, live = tonumber(found[3]) or 0 }
end

local function told(record)
    return { record.value, record.spent, math.max(record.live - now, 0) }
end
