/** What signatures of images are over: cosign's payload, or an envelope with a statement, and what comes with each. */
package io.github.syncimage.trust.payload;
