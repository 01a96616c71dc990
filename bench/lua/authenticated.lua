dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "") .. "common.lua")
-- args: a file of tokens. Each request carries the next one.
local requests, at

function init(args)
  requests = {}
  for index, token in ipairs(lines_of(args[1])) do
    requests[index] = wrk.format("GET", nil, { ["Host"] = wrk.headers["Host"], ["Authorization"] = "Bearer " .. token })
  end
  at = start_in(requests)
end

function request()
  at = at % #requests + 1
  return requests[at]
end
