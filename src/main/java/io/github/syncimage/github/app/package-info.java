/** A GitHub App in the place of a person: who it says that it is, and the tokens of its installations. */
package io.github.syncimage.github.app;
