package io.github.syncimage.registry.api;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.Patience;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.testing.Front;
import java.net.URI;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;

/** A registry that answers as a test says, and a client of it; both end with the test. */
abstract class ScriptedRegistry {
    static final String BASIC = "WWW-Authenticate: Basic realm=\"x\"";

    final Front registry = Front.alone();
    RegistryClient client = Samples.client(HostSettings::of);

    @AfterEach
    void closeBoth() {
        client.close();
        registry.close();
    }

    void reachedBy(HostDirectory hosts) {
        reachedBy(hosts, Samples.QUICK_TO_REPEAT);
    }

    void reachedBy(HostDirectory hosts, Patience patience) {
        client.close();
        client = Samples.client(hosts, patience);
    }

    static String bearer(URI tokenService) {
        return "WWW-Authenticate: Bearer realm=\"" + tokenService + "/token\"";
    }

    static RegistryException failure(ThrowingCallable call) {
        return catchThrowableOfType(RegistryException.class, call);
    }
}
