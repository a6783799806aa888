/// Keys that only tests use, as PEM texts.
enum TestKeys {
  /// The Ed25519 key of RFC 8037, appendix A.
  static let ed25519 = pem(
    """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
    -----END PRIVATE KEY-----
    """)
  static let ed25519Public = pem(
    """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
    -----END PUBLIC KEY-----
    """)
  static let otherEd25519 = pem(
    """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIIsD95mDy1PBfBcBTaUy7u3CjtIQBImrXiJOQP1pBSxF
    -----END PRIVATE KEY-----
    """)
  static let otherEd25519Public = pem(
    """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEABmoOHifKFOF4BIhWnPxXQ+kevgeTBzrBAvxCdsxWAUA=
    -----END PUBLIC KEY-----
    """)
  /// RSA with 2048 bits.
  static let rsa = pem(
    """
    -----BEGIN PRIVATE KEY-----
    MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDAtAtX2h4Q11w+
    aMihgBrR6sPYyrCcb/MgFbVtTmCbbRRVUqRNyPzQz1M9pjROK6uGgRHrp2jToghf
    8pvFRSxwoH0VOPECTYN/wZyFs8GH+lPDIBVLENkzi01+Vet/3YhyeBefwjzeeZ9x
    KJQ7BCOCBnJCAunwusdylVMPw4WACYDGpyQlksDQUoqN6icSmYaWRcHWxdsdB2Lb
    zMnOsIdHNxz0DtGOaIOwaJB3KboUJLTkwHvJLB/cK2Fb/ZB1R+dNMlDr+kSdK5am
    SaMEA2nR0NvXnNm6cVRs8kSXtIfuSvPoixyfD7G7D/auAWQPfhE1E37ddRV3Npnf
    nr9ISsG3AgMBAAECggEALPr5uNhzcyfp4rFvv27ZE82ySEzLm8Bv5jna/vgwCaeU
    +vOO4Y88H/t86SN+Cw8bewpupeyORfQI82h8XrguTt3PRKBldU2ll7EYOYdDcduH
    KME45yw4HtVx0b75eP+7ZUjN7t8WeTG3e2Dm9L2bEjMyAWGPvL7EZmUfncrcQw3M
    QqUs99V/Tcsah5HsY3A8gftWw72q5CAeQEKqOuUH56biJBfLE++CdHCM3YqjrrWX
    Js4JOMYet0YFdpLLKcaRoRfQmx8fKlQf8j+cyp7eYSL4OPqZaB3skAkfVbO4G37N
    uhqZJY4FmCCGwiqiFfJnkOPjudwtI3lN4BVZLR6StQKBgQD8k/VD0U2V6np8DmvM
    HZD52FarEXl4/gtDWi2zjel7F+nPQsga74KuT2bLAsPHdBMWVDkXi3sHYP+XSIYO
    XWolyQbKEZdIPrvl+i9jQXFS25A0QdPQcYjvMiETOCmGU/dHeZkFntYvk0Aq9yrM
    4YvZ606q8SkcAYDQgVodQJfbAwKBgQDDUGq1tsWFWCb9NUaUO/QGhocYU2CsBnOY
    N1h5ihRsku1zQy3o2sgbJaHEamQJRz6YrPmOP5gEzYb2+Uw4QiBAyjBvYjXlxx2g
    aqS+yipiZvJsBuYF1XUflraHN5RY8kLZ9jt+IFPUZ4TXuf6bhVOt0utZa5/1Nww5
    Yl1HZSiGPQKBgAI9OY5pW5u5oW5aHmCH3pIoddQ8amxFLEpjkUYnOuupcZwxxl5e
    wzTSZWHlW2D4SXcINh1cUjHljT6FGRMlhtxg5NuDvmiYjcfjKOpjWSLX6XZdIwiV
    CRa9xgdKlyumsOmETXP8TX/MeWQoHswEL941tNPVIX0rEj5G90qNGQuLAoGAfn03
    DoXWt7vWTEfTdK67I/q9xRBCXEY1WJAHWXcGMSaaZvpL4jDGRWaCtFyeeq/MJz5m
    xCwFPJ8KWCotpYWVs7/9zDTTaQMh+cD2/qSY/G9lcnapQ3/xQUru3PUuusfyaYwh
    DVbMU5PTIY7QCFI5VipxxtB/oGRNI2DDvjgSHZUCgYEAnW3uwcAul/BQIpdztbXC
    iJJtOR/ieWhGseIiwzOLfdVwsFNNApLNsJjBMLn7QHp+3SmhLSFkG2l6kah28gSk
    rjqASIxOMp2F6L7o+phVpW68zgI6RuGQttlzlFBeI9DNZsXk6Yan2olzLCGFj1OR
    RjzgrV6AyXOCwKU48shJLWs=
    -----END PRIVATE KEY-----
    """)
  static let rsaPublic = pem(
    """
    -----BEGIN PUBLIC KEY-----
    MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwLQLV9oeENdcPmjIoYAa
    0erD2MqwnG/zIBW1bU5gm20UVVKkTcj80M9TPaY0TiurhoER66do06IIX/KbxUUs
    cKB9FTjxAk2Df8GchbPBh/pTwyAVSxDZM4tNflXrf92IcngXn8I83nmfcSiUOwQj
    ggZyQgLp8LrHcpVTD8OFgAmAxqckJZLA0FKKjeonEpmGlkXB1sXbHQdi28zJzrCH
    Rzcc9A7RjmiDsGiQdym6FCS05MB7ySwf3CthW/2QdUfnTTJQ6/pEnSuWpkmjBANp
    0dDb15zZunFUbPJEl7SH7krz6Iscnw+xuw/2rgFkD34RNRN+3XUVdzaZ356/SErB
    twIDAQAB
    -----END PUBLIC KEY-----
    """)
  /// Texts that are no private key for tokens.
  static let unusable: [String: [UInt8]] = [
    "nothing": [], "text": Array("secret".utf8), "public": ed25519Public,
    "RSA with 1024 bits": pem(
      """
      -----BEGIN PRIVATE KEY-----
      MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBAKqmm1GE2ja7MpKx
      Iy9/lE8Gh86KUx3sN1p+zoJbdhawf5Z70f1pXgn/62i15ciG98LT+Yw1ZhfCCvxL
      uftvc54wRzyNkH1Xhdf86jfoL1LPVb/f7+44tXTgIw3AqSVzIGt79p6EOZUWDSw7
      Mn6Sum21EAzTB4DTzJdiGOZtyTsVAgMBAAECgYEAh97nQ1yXsYQSnCFVdngJyXHV
      p2kTDHwLBo54NepEd4RH0bT8WNwP974/3LsXHTX5BrJnum65vqjMvlw81CjE0B2Q
      Alr5iwJkPjZlRtV85obDVUjwZBP98Tz7dBCQ/zM2AVqzl+MeBCarNy1vhv/u9NZk
      ylDb7fcnZUDW6W/RJYECQQDVcODqMk5qq53q0o9rfBVKc1cZMGS4Mj5nd7RhY5ia
      2wFwSpGpjqAoSsW1DuTSYBB8ovyD2gTHVVNJahCF+nONAkEAzK2AGvCSSKOrCQdJ
      D1CvxhtR2o+C4v9Ut8IgvHFpa/pZJUHyuIgbgcUAYDsq1kiPoPoKsEmmvHhh8aY1
      lKB/qQJAAWWswzuzEbWv4fKg57Y3OXaJ0mtjrWT+zZSWBLEvNYxLdR232GFLoRfk
      NWw0iUABu58hggdyUo+3bNqZ4xahnQJBAMj1SKQqs9XyLEnPB2KsHAjsZe+rnBz4
      CNvrFG0xBQrpYIF+QKwBptBA9l+FeEewMqUhG0F+7uB5aeDzCgSFmRECQQC/AHfU
      nq6d6xDlRXaXRRR94IYUX7Sw9kyXteLNF0XsbYkbq+/ALeCRmfyeSyXCH8Tgwz6W
      JF6cs9Lew1pAnGlj
      -----END PRIVATE KEY-----
      """),
    "P-256": pem(
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgAEZJzdsC5V2rDAmm
      +pBRQfd/bf7++fvKnhA2BtAuMbihRANCAAQr8ijyOsz/4Qm/vV+v4VXyixW43B7O
      IVuGG4QwGeCmY7AaeJiRl7A0d9cQWw5G1IDXM49ca3W7er7sBZEd2SQc
      -----END PRIVATE KEY-----
      """),
    "encrypted": pem(
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhaDnoOT83SaAICCAAw
      DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEENMNVG/cBY/gcCOOqhFn/EIEQHhK
      ipR98OxBcNfIOLUehjbHf81PaXr1nCjbCU59w4SWYUtDXtweaRf1y7A2qcYxeB72
      AJbCGaGyngbjjZfl1co=
      -----END ENCRYPTED PRIVATE KEY-----
      """),
  ]
  /// Texts that are not a list of public keys for tokens.
  static let unusablePublic: [String: [UInt8]] = [
    "nothing": [], "text": Array("secret".utf8), "private": ed25519, "one is private": ed25519Public + ed25519,
    "one is broken": ed25519Public + Array("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n".utf8),
    "RSA with 1024 bits": ed25519Public
      + pem(
        """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCqpptRhNo2uzKSsSMvf5RPBofO
        ilMd7Ddafs6CW3YWsH+We9H9aV4J/+toteXIhvfC0/mMNWYXwgr8S7n7b3OeMEc8
        jZB9V4XX/Oo36C9Sz1W/3+/uOLV04CMNwKklcyBre/aehDmVFg0sOzJ+krpttRAM
        0weA08yXYhjmbck7FQIDAQAB
        -----END PUBLIC KEY-----
        """),
    "P-256": pem(
      """
      -----BEGIN PUBLIC KEY-----
      MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEK/Io8jrM/+EJv71fr+FV8osVuNwe
      ziFbhhuEMBngpmOwGniYkZewNHfXEFsORtSA1zOPXGt1u3q+7AWRHdkkHA==
      -----END PUBLIC KEY-----
      """),
  ]

  private static func pem(_ text: String) -> [UInt8] { Array((text + "\n").utf8) }
}
