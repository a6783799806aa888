import HTTPCore
import Testing

struct QueryParametersTests {
  @Test func decodesNamesAndValues() throws {
    let query = try QueryParameters("ids=a%2Cb&name=J%C3%B6rg+K&empty=&flag&ids=c&&a%3D=b=c")
    #expect(query.first("ids") == "a,b")
    #expect(query.all("ids") == ["a,b", "c"])
    #expect(query.first("name") == "Jörg K")
    #expect(query.first("empty") == "")
    #expect(query.first("flag") == "")
    #expect(query.first("a=") == "b=c")
    #expect(query.first("other") == nil)
    #expect(query.names == ["ids", "name", "empty", "flag", "a="])
  }

  @Test func separatesAtTheByteAlsoBeforeACombiningMark() throws {
    let query = try QueryParameters("a=1&\u{301}b=\u{301}2")
    #expect(query.names == ["a", "\u{301}b"])
    #expect(query.first("\u{301}b") == "\u{301}2")
  }

  @Test(arguments: [nil, ""]) func isEmptyWithoutAQuery(text: String?) throws {
    #expect(try QueryParameters(text).names.isEmpty)
  }

  @Test(arguments: ["a=%", "a=%4", "a=%zz", "%ff=1", "a=%C3"]) func refusesBrokenEscapes(text: String) {
    #expect(throws: HTTPError.self) { try QueryParameters(text) }
  }

  @Test func encodesWhatItDecodes() {
    let text = "a/b c+d%ö~"
    #expect(PercentEncoding.encode(text) == "a%2Fb%20c%2Bd%25%C3%B6~")
    #expect(PercentEncoding.encode(text, allowed: "/") == "a/b%20c%2Bd%25%C3%B6~")
    #expect(PercentEncoding.decode(PercentEncoding.encode(text)) == text)
    #expect(PercentEncoding.decode("a+b") == "a+b")
  }
}
