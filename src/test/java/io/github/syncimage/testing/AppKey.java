package io.github.syncimage.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** A GitHub App's key, in the forms in which people have it. */
public final class AppKey {
    /** Of what PKCS#8 wraps around a key of 2048 bits. */
    private static final int WRAPPING = 26;

    private static final BigInteger EXPONENT = BigInteger.valueOf(65537);

    private final KeyPair pair;

    /** Of two primes that were found once: to look for others would take seconds. */
    private AppKey(String prime, String otherPrime) {
        BigInteger p = new BigInteger(prime, 16);
        BigInteger q = new BigInteger(otherPrime, 16);
        BigInteger n = p.multiply(q);
        BigInteger pLess = p.subtract(BigInteger.ONE);
        BigInteger qLess = q.subtract(BigInteger.ONE);
        BigInteger d = EXPONENT.modInverse(pLess.multiply(qLess));
        try {
            KeyFactory factory = KeyFactory.getInstance("RSA");
            pair = new KeyPair(
                    factory.generatePublic(new RSAPublicKeySpec(n, EXPONENT)),
                    factory.generatePrivate(new RSAPrivateCrtKeySpec(
                            n, EXPONENT, d, p, q, d.mod(pLess), d.mod(qLess), q.modInverse(p))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static AppKey one() {
        return new AppKey(
                "fe6b5daddf1c1fa1c482bd951ce885943675c3a4c0497621de26d6732f012a057f15a11c57b74b9660f5a188"
                        + "f7279868f1ac4ac1a6f79bea16d2c8fdc3d2e77b3b35fd68f3ca8a1a32169f41aa378f22ab9d74b9af8d2325"
                        + "e51462e3b88c52f29ef8a9ab5b652307fdc38e37df8ddcd25162075aae24a5905804a9580a1c29b3",
                "f460ae9c0c6776e08d13b923e1b9f18e46c0a179f3f7d0a6dc711657046de6e87ca07767b6ffd53a390bafb5"
                        + "a7ea46675292dd82016400ce36c0735212a8131bb6a2f27923d468b2a63fb95cd0dec25b0770b1f83adff0ca"
                        + "cb2ad768964016f47a2e73d6f7faa809fda5321931f4ccaf84421a485cb84bacd78c90b22c5304c5");
    }

    public static AppKey another() {
        return new AppKey(
                "f499397e5830df3ba87535513027f76f09cfd6159ee9a4dbf6829ab6aa06d4a32000c354e57f2284c93199fb"
                        + "ffab71059f8c1103726767f2d9c764ca2b956c2ed37b1a6f33e45d672d42aa443ae40c8fd9b167b56b5ed6d6"
                        + "955e0616b5ec23f190c1ad47718e9832ec92729f5a76db0557809dcc920403a807eea9fbf1265719",
                "b866320fbf8ef66bb6b94a7c25063aca907f8b28ca7071e42d807c4c1054fd0c5c72a0e08c47f0ffa5a4e964"
                        + "494d920a506e1ca175b372f438b1dd0c98a521145bf794e9603ff3d7d06fd40b113a40d2ab404fe2415b939e"
                        + "6eefeba9d9d1de440fc6407b7633f0f7525c66f66fade651ca54a5e857245bd8ed953d785705d02b");
    }

    public RSAPublicKey publicKey() {
        return (RSAPublicKey) pair.getPublic();
    }

    public RSAPrivateKey privateKey() {
        return (RSAPrivateKey) pair.getPrivate();
    }

    /** As GitHub gives it. */
    public String pkcs1() {
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, WRAPPING, pkcs8.length));
    }

    public String pkcs8() {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }
}
