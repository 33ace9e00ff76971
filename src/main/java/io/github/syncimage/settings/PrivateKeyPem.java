package io.github.syncimage.settings;

import java.io.IOException;
import java.io.StringReader;
import java.security.interfaces.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * Reads an RSA private key in PEM: PKCS#1 as GitHub gives it ({@code RSA PRIVATE KEY}), or PKCS#8 ({@code PRIVATE KEY}).
 * Its lines may be parted by line breaks, by {@code \\n} as people write into a variable, or by spaces.
 */
final class PrivateKeyPem {
    private PrivateKeyPem() {}

    /** @throws IllegalArgumentException where the text is none */
    static RSAPrivateKey read(String text) {
        String lines =
                text.replace("\\n", "\n").replace("\\r", "").replaceAll("-----(BEGIN|END) [A-Z ]+-----", "\n$0\n");
        try (PEMParser parser = new PEMParser(new StringReader(lines))) {
            Object read = parser.readObject();
            Object key = read instanceof PEMKeyPair pair ? pair.getPrivateKeyInfo() : read;
            if (key instanceof PrivateKeyInfo info
                    && new JcaPEMKeyConverter().getPrivateKey(info) instanceof RSAPrivateKey rsa) {
                return rsa;
            }
            throw new IllegalArgumentException("no PEM of an RSA private key");
        } catch (IOException | RuntimeException broken) {
            // The parser throws whatever comes to it where it finds half a key, or an encrypted one.
            throw new IllegalArgumentException("no RSA private key", broken);
        }
    }
}
