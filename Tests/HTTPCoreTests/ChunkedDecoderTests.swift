import Testing

@testable import HTTPCore

struct ChunkedDecoderTests {
  private func decode(_ text: String, piece: Int, limit: Int = 1000) throws(HTTPError) -> (body: String, rest: Int, isFinished: Bool) {
    let bytes = Array(text.utf8)
    var decoder = ChunkedDecoder()
    var body: [UInt8] = []
    var taken = 0
    var failure: HTTPError?
    bytes.withUnsafeBufferPointer { all in
      while taken < all.count, !decoder.isFinished {
        do throws(HTTPError) {
          let end = min(all.count, taken + piece)
          taken += try decoder.decode(UnsafeBufferPointer(rebasing: all[taken..<end]), into: &body, limit: limit)
        } catch {
          failure = error
          return
        }
      }
    }
    if let failure { throw failure }
    return (String(decoding: body, as: UTF8.self), bytes.count - taken, decoder.isFinished)
  }

  @Test(arguments: [1, 2, 3, 7, 1000])
  func decodesChunksInPiecesOfAnySize(piece: Int) throws {
    let text = "5\r\nhello\r\n00A;name=\"x\"\r\n world 123\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\nNEXT"
    let result = try decode(text, piece: piece)
    #expect(result.body == "hello world 123")
    #expect(result.rest == 4)
    #expect(result.isFinished)
    #expect(try decode("0\r\n\r\n", piece: piece).isFinished)
    #expect(try !decode("5\r\nhello\r\n0\r\n", piece: piece).isFinished)
  }

  @Test(arguments: [
    "\r\n", "x\r\n", "-1\r\n", "+5\r\nhello", " 5\r\nhello", "5 \r\nhello", "0x5\r\nhello", "5\nhello", "5\r\nhello!\r\n", "5\r\nhello\n",
    "5\rhello",
    "5;a\u{1}b\r\n", "FFFFFFFFFFFFFFFF\r\n", "0000000000000000\r\n", "0\r\nbroken\r\n\r\n", "0\r\n a: b\r\n\r\n", "0\r\na : b\r\n\r\n",
    "0\r\nContent-Length: 5\r\n\r\n", "0\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\na: b\n\r\n\r\n",
  ])
  func rejectsInvalidChunks(text: String) {
    #expect(throws: HTTPError.self) { _ = try decode(text, piece: 1000) }
    #expect(throws: HTTPError.self) { _ = try decode(text, piece: 1) }
  }

  @Test func rejectsAChunkSizePastTheLimit() {
    #expect(throws: HTTPError(.contentTooLarge, "the content is larger than allowed")) { _ = try decode("65\r\n", piece: 9, limit: 100) }
    #expect(throws: HTTPError.self) { _ = try decode("7FFFFFFFFFFFFFF\r\n", piece: 9, limit: 100) }
  }

  @Test func limitsExtensionsAndTrailers() {
    #expect(throws: HTTPError.self) { _ = try decode("1;" + String(repeating: "a", count: 5000) + "\r\n", piece: 100) }
    #expect(throws: HTTPError.self) { _ = try decode("0\r\n" + String(repeating: "a: b\r\n", count: 5000), piece: 100) }
  }
}
