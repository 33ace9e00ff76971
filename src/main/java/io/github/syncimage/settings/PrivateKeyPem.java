package io.github.syncimage.settings;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Reads an RSA private key in PEM: PKCS#1 as GitHub gives it ({@code RSA PRIVATE KEY}), or PKCS#8 ({@code PRIVATE KEY}).
 * Its lines may be parted by line breaks, by {@code \\n} as people write into a variable, or by spaces.
 */
public final class PrivateKeyPem {
    private static final Pattern PEM =
            Pattern.compile("(?s)-----BEGIN ((?:RSA )?PRIVATE KEY)-----\\s*(\\S.*?)-----END \\1-----");

    private static final AlgorithmIdentifier RSA =
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);

    private PrivateKeyPem() {}

    /** @throws IllegalArgumentException where the text is none */
    public static RSAPrivateKey read(String text) {
        Matcher pem = PEM.matcher(text.replace("\\n", "\n").replace("\\r", ""));
        if (!pem.find()) {
            throw new IllegalArgumentException("no PEM of an RSA private key");
        }
        byte[] der = Base64.getDecoder().decode(pem.group(2).replaceAll("\\s", ""));
        try {
            byte[] pkcs8 = pem.group(1).startsWith("RSA")
                    ? new PrivateKeyInfo(RSA, ASN1Primitive.fromByteArray(der)).getEncoded()
                    : der;
            return (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalArgumentException("no RSA private key", broken);
        }
    }
}
