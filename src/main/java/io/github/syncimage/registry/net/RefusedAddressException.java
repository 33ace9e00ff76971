package io.github.syncimage.registry.net;

import java.net.UnknownHostException;

/** A name that a public registry led to stands for an address of ours. */
public final class RefusedAddressException extends UnknownHostException {
    RefusedAddressException(String host) {
        super(host + " is at a private address, and not configured under registries.hosts");
    }
}
