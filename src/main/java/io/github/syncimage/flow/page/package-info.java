/** What people see of the running flow by HTTP. */
package io.github.syncimage.flow.page;
