package io.github.syncimage.notify;

import jakarta.mail.Authenticator;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** Makes what reaches a mail server; it is kept as a bean, so that no address of an endpoint holds a password. */
public final class Mailbox {
    private static final String LONGEST = "10000";

    private Mailbox() {}

    static String name(Receiver receiver) {
        return "mail-" + receiver.name();
    }

    /** One for each receiver of mail, by the names of their beans. */
    public static Map<String, Session> all(List<Receiver> receivers) {
        return receivers.stream()
                .filter(receiver -> receiver.kind() == Receiver.Kind.MAIL)
                .collect(Collectors.toMap(Mailbox::name, Mailbox::session));
    }

    static Session session(Receiver receiver) {
        String scheme = receiver.url().getScheme();
        String host = receiver.url().getHost();
        Receiver.Mail mail = receiver.mail();
        Properties properties = new Properties();
        properties.put("mail.transport.protocol", scheme);
        Map<String, String> all = Map.of(
                "host",
                host.replaceAll("[\\[\\]]", ""),
                "port",
                String.valueOf(port(receiver)),
                "connectiontimeout",
                LONGEST,
                "timeout",
                LONGEST,
                "writetimeout",
                LONGEST,
                "ssl.checkserveridentity",
                "true",
                "starttls.enable",
                "true",
                // A password goes over no line that others may read.
                "starttls.required",
                String.valueOf(mail.username() != null && !isLoopback(host)),
                "auth",
                String.valueOf(mail.username() != null));
        all.forEach((key, value) -> properties.put("mail." + scheme + "." + key, value));
        return Session.getInstance(
                properties,
                mail.username() == null
                        ? null
                        : new Authenticator() {
                            @Override
                            protected PasswordAuthentication getPasswordAuthentication() {
                                return new PasswordAuthentication(mail.username(), mail.password());
                            }
                        });
    }

    private static int port(Receiver receiver) {
        int given = receiver.url().getPort();
        return given > 0
                ? given
                : receiver.url().getScheme().equals("smtps")
                        ? 465
                        : receiver.mail().username() == null ? 25 : 587;
    }

    private static boolean isLoopback(String host) {
        try {
            // A name is not looked up: what it leads to may change.
            return host.equals("localhost")
                    || host.matches("[0-9.:\\[\\]a-f]+")
                            && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException none) {
            return false;
        }
    }
}
