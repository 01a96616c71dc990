dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "") .. "common.lua")
-- args: a file of JSON bodies. Each request posts the next one.
local requests, at

function init(args)
  requests = {}
  for index, body in ipairs(lines_of(args[1])) do
    requests[index] = wrk.format("POST", nil, { ["Host"] = wrk.headers["Host"], ["Content-Type"] = "application/json" }, body)
  end
  at = start_in(requests)
end

function request()
  at = at % #requests + 1
  return requests[at]
end
