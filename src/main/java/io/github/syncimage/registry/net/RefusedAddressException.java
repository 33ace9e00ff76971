package io.github.syncimage.registry.net;

import java.net.UnknownHostException;

/** A name that a registry led to stands for an address to which it may not lead. */
public final class RefusedAddressException extends UnknownHostException {
    RefusedAddressException(String message) {
        super(message);
    }
}
