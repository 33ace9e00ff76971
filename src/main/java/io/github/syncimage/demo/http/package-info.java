/** The small HTTP server under both stand-ins: records what it was asked, and fails when it is told to. */
package io.github.syncimage.demo.http;
