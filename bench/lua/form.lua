dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "") .. "common.lua")
-- args: a file of forms, an Authorization header. Each request posts the next one.
local requests, at

function init(args)
  requests = {}
  for index, form in ipairs(lines_of(args[1])) do
    requests[index] = wrk.format("POST", nil, {
      ["Host"] = wrk.headers["Host"], ["Content-Type"] = "application/x-www-form-urlencoded", ["Authorization"] = args[2] }, form)
  end
  at = start_in(requests)
end

function request()
  at = at % #requests + 1
  return requests[at]
end
