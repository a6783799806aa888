// A handler's `RequestContext` has the client's address.
@_exported import enum ProcessKit.ForwardingHeader
@_exported import struct ProcessKit.IPAddress
@_exported import struct ProcessKit.TrustedProxies
