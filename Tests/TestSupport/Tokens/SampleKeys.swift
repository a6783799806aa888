import Crypto
import JSON

/// Keys that sign the tokens of tests. They are published here, so no process may use them.
public enum SampleKeys {
  public static let ed25519 = pem(
    """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIMkXUexQfIz4V4O5H5WHvA/eis2lFwlPzd9SMQnEQ9kq
    -----END PRIVATE KEY-----
    """)

  public static let ed25519Public = pem(
    """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEADiu+/kiNl5kTU3Y1Ru1VA0/vWvbMlfIdjKj76krY1j0=
    -----END PUBLIC KEY-----
    """)

  public static let rsa = pem(
    """
    -----BEGIN PRIVATE KEY-----
    MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCwYGQDs3pmnot2
    tz+5p8FO42gl7g0BsLTzuA10NWipis9M7ImtmrM7Ab0gFpSt66uNoWuQnyIayiPr
    J4do62ghRPVyqVGe/1MKESPbiMwEQvYm0oqT5wFaj1Egn3w31X9NGHZLuu2s/aCy
    zAJBGKXpudmOdPv+oOhuP6/lxRYH0Gy5xMbb8rhSpIIPc3reaKBrZ7265SRpGJzd
    VWpGF7z7F6uJ9Wc7jJetvScxEm5V1FjiGeTiyXGtDKaGN4MzXezaZHHkOiAaxieu
    ONBadb2g1vsREvOqTApWoEN7deauQH9zHwgwlS34T6c8hL++qk3yPoPDjHHdlDbc
    HrcfJ3mZAgMBAAECggEADEuv9T0YGZrQZKaKO/5YoNAEJO7HO9iuiLYKRBFsGjOp
    13Y+89oOyByLK3c/hq9g/obkCYk6dq0kW2KeUz9j+zvEM6nfnYq1poRC4G1VMa/c
    WqD/Vae7Ra2rjW9o2LiavwxnRMjDhHWK9CP6PUEDYfuZkc+QeLQNeBAbClTWwBUX
    Lymmdq7oqbONZYzgTPbFuLNKDn8gPrI2JxQBADicpIEqGP37LoETKuspgcCruXNJ
    sktydtLG7lwB10qff2j+HAajxmJrvu0Ca4+O10Ml3Y8wvNoyt8f8T8D6l/cX1Y4E
    p+P2LCECaYPEvwf5AvOGC/04m6cyOTYDaIM4P7vugQKBgQDgleIAYWBqpL4S/q3o
    Nlkk66dYKKbNzqnO+xCtyaBm66yJas+CQUKZ3IhU5dyZmKDx7WQvPH39PbfJW4P4
    wblkxKpO8DItPqWD6zCe3LYV3e8R7E/TegaoMt1mf+TNJiyIgvToMdI/GuvdTHKB
    anBrGe8Tls/zZmMYnFcVCoX0WQKBgQDJDDUNbPoHYUNfcMv4Do3wKTG5B7hZqsE8
    rCyNvgEWJfRaGoyF2UkLFVZ5Lagx/7me3z2+JsO3DN8LLlhxdyYCIyk4AZgSYw3k
    LoETXp9/04tl2zVtxGV8J02RKM2HQ3lbtE0HqGeY5SPlkrx/MPcqRahJa8xYHcc5
    MxE0HmYHQQKBgQCRCbrOrBRsSsBF3BvLn22qnlWQZZBz0Udw2EtJMLFaRlFC3avt
    Xt/4JagVy+zPdPZbxwewSczDwxvx+hwchl+IaEnkeNKuzYpuy3C256rgLFe8p3RW
    CrRJ46+ABpBovIJ+FrS7T5GMF4LDhB9e3LKFOFZhvD/H3ROaTT0f5Y/k4QKBgDv9
    I3tdEAHRuMuqmYHrvdhyQj7mmdBPjhcvfJ/SmPpl2tJj55gsrIndFQ9VW0GH/3fz
    PrYVVQKymX75ljRNDA9JNIxclWavHb7/TU5dRpRap9Z9oSSenHV+OLveg+0faf+9
    /doSGs9ZV+uxbAM7thRr8nnt62xDfmWH4lM92s3BAoGACQHFajVc6EIxlobkyRa+
    T4v2UoynFkqx55ZeJc8sOOEUmUfWaXp2FzdOaxPnPMN2/utFn90brsa7giub6Y25
    TVEodhUOl3jzI2EP9FomHAv0seWiCcFBRTAaB5kr7Z99Nl6z+a3xYeqJ4TtyrpUx
    CqAOrBdIme/sJLF/SrwtmAo=
    -----END PRIVATE KEY-----
    """)

  public static let rsaPublic = pem(
    """
    -----BEGIN PUBLIC KEY-----
    MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsGBkA7N6Zp6Ldrc/uafB
    TuNoJe4NAbC087gNdDVoqYrPTOyJrZqzOwG9IBaUreurjaFrkJ8iGsoj6yeHaOto
    IUT1cqlRnv9TChEj24jMBEL2JtKKk+cBWo9RIJ98N9V/TRh2S7rtrP2gsswCQRil
    6bnZjnT7/qDobj+v5cUWB9BsucTG2/K4UqSCD3N63miga2e9uuUkaRic3VVqRhe8
    +xerifVnO4yXrb0nMRJuVdRY4hnk4slxrQymhjeDM13s2mRx5DogGsYnrjjQWnW9
    oNb7ERLzqkwKVqBDe3XmrkB/cx8IMJUt+E+nPIS/vqpN8j6Dw4xx3ZQ23B63Hyd5
    mQIDAQAB
    -----END PUBLIC KEY-----
    """)

  public static let p256 = pem(
    """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgWTUClLu7aU6y9N4r
    MJmju+4PUVVnSY/WIHZ44PituW+hRANCAARfJVkegXfVUXCXiCK0sdjTz3jTUIxi
    uAi69CDuNdBQ+jF+vCbj2zjAHnp/1Ubhokc6vpQ3p34p7jyygN4fjxng
    -----END PRIVATE KEY-----
    """)

  public static let p256Public = pem(
    """
    -----BEGIN PUBLIC KEY-----
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEXyVZHoF31VFwl4gitLHY089401CM
    YrgIuvQg7jXQUPoxfrwm49s4wB56f9VG4aJHOr6UN6d+Ke48soDeH48Z4A==
    -----END PUBLIC KEY-----
    """)

  public static let otherEd25519 = pem(
    """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIFIfXKjOqhYsU/FAWr8fsrtATdjGrJh2I3WtUnbGAEN2
    -----END PRIVATE KEY-----
    """)

  public static let otherEd25519Public = pem(
    """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEAyPvu1YoXNrgTeYQ1A302hopb7Oz+iNFxxIh2erwh4T0=
    -----END PUBLIC KEY-----
    """)

  private static func pem(_ text: String) -> [UInt8] { Array((text + "\n").utf8) }

  /// The private key of a PEM text. The process ends if it is none, which is an error of this file.
  public static func signing(_ pem: [UInt8], _ algorithm: JWTAlgorithm) -> JWTKey {
    guard let key = JWTKey.privateKey(pem: pem, algorithm: algorithm) else { preconditionFailure("not a key for \(algorithm)") }
    return key
  }

  /// The JSON Web Key of a private key, with other members added or replaced; nil removes one.
  public static func jwk(_ key: JWTKey, _ changes: KeyValuePairs<String, String?> = [:]) -> String {
    let text = String(decoding: key.publicKey ?? [], as: UTF8.self)
    var members = JSONObject()
    if case .object(let object)? = try? JSONValue(parsing: text) { members = object }
    for (name, value) in changes { members[name] = value.map { JSONValue.string($0) } }
    return JSONValue.object(members).text
  }
}
