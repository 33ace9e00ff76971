package io.github.syncimage.copy.source;

/** As whom a source is read. */
public enum Access {
    /** As the operator: with every login that there is for the source's host. */
    OPERATOR,
    /** As anybody: an anonymous request has to be answered first. Logins for sources may then read what it showed. */
    PUBLIC,
    /** As somebody whom the operator lets read private images: with the logins for sources from the start. */
    PRIVATE
}
