package io.github.syncimage.registry.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

/** TLS that trusts the system's certificate authorities and those of a file; made when first needed, as it is slow. */
public final class TrustedAuthorities implements TlsSocketStrategy {
    private final Path file;
    private TlsSocketStrategy strategy;

    /** @param file PEM, or null for the system's authorities alone */
    public TrustedAuthorities(Path file) {
        this.file = file;
    }

    @Override
    public SSLSocket upgrade(Socket socket, String host, int port, Object attachment, HttpContext context)
            throws IOException {
        return strategy().upgrade(socket, host, port, attachment, context);
    }

    private synchronized TlsSocketStrategy strategy() throws IOException {
        if (strategy == null) {
            strategy = new DefaultClientTlsStrategy(context());
        }
        return strategy;
    }

    private SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, file == null ? null : managers(withFile()), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            // An SSLException, since another try will not help.
            throw new SSLException("cannot use the certificate authorities in " + file + ": " + e.getMessage(), e);
        }
    }

    private KeyStore withFile() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int count = 0;
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager x509) {
                for (X509Certificate certificate : x509.getAcceptedIssuers()) {
                    store.setCertificateEntry("system-" + count++, certificate);
                }
            }
        }
        try (InputStream pem = Files.newInputStream(file)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("file-" + count++, certificate);
            }
        }
        return store;
    }

    private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
