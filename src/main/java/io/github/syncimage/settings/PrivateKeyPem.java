package io.github.syncimage.settings;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Reads an RSA private key in PEM: PKCS#1 as GitHub gives it ({@code RSA PRIVATE KEY}), or PKCS#8 ({@code PRIVATE KEY}).
 * Its lines may be parted by line breaks, by {@code \\n} as people write into a variable, or by spaces.
 */
public final class PrivateKeyPem {
    private static final Pattern PEM =
            Pattern.compile("(?s)-----BEGIN ((?:RSA )?PRIVATE KEY)-----(.*?)-----END \\1-----");

    private PrivateKeyPem() {}

    /** @throws IllegalArgumentException where the text is none */
    public static RSAPrivateKey read(String text) {
        Matcher pem = PEM.matcher(text.replace("\\n", "\n").replace("\\r", ""));
        if (!pem.find()) {
            throw new IllegalArgumentException("no PEM of an RSA private key");
        }
        byte[] der = Base64.getDecoder().decode(pem.group(2).replaceAll("\\s", ""));

        try {
            return (RSAPrivateKey) KeyFactory.getInstance("RSA")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(pem.group(1).startsWith("RSA") ? withAlgorithm(der) : der));
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalArgumentException("no RSA private key", broken);
        }
    }

    private static byte[] withAlgorithm(byte[] pkcs1) throws IOException {
        AlgorithmIdentifier rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
        return new DERSequence(new ASN1Encodable[] {new ASN1Integer(0), rsa, new DEROctetString(pkcs1)}).getEncoded();
    }
}
