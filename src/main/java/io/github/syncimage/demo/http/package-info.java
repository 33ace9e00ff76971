/** The small HTTP server under both stand-ins: it records what it was asked. */
package io.github.syncimage.demo.http;
