package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;

/** How far a variable goes in Camel: what the routes rely on. */
class VariablesTest extends CamelTestSupport {
    private static final String SEEN = "${variable.run} ${variable.made}";

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:callee")
                        .setVariable("run", simple("${variable.run}+"))
                        .setVariable("made", constant("there"))
                        .to("mock:called");
                from("direct:call")
                        .setVariable("run", constant("a"))
                        .to("direct:callee")
                        .setBody(simple(SEEN));
                from("direct:enrich")
                        .setVariable("run", constant("a"))
                        .enrich("direct:callee", AggregationStrategies.useOriginal())
                        .setBody(simple(SEEN));
                from("direct:split")
                        .setVariable("run", constant("a"))
                        .split(body())
                        .parallelProcessing()
                        .to("direct:callee")
                        .end()
                        .setBody(simple(SEEN));
                from("direct:queue")
                        .setVariable("run", constant("a"))
                        .to("seda:queue?waitForTaskToComplete=Never")
                        .wireTap("direct:callee")
                        .setVariable("run", constant("b"))
                        .setBody(simple(SEEN));
                from("seda:queue").to("direct:callee");
                from("direct:receive")
                        .setHeader("status", constant("mine"))
                        .toV("direct:answer", null, "answer")
                        .setBody(
                                simple("${body} ${header.status} ${variable.answer} ${variable.header:answer.status}"));
                from("direct:answer").setBody(constant("theirs")).setHeader("status", constant("200"));
            }
        };
    }

    @Test
    void goesAlongWithACallAndComesBack() {
        assertThat(ask("direct:call", "")).isEqualTo("a+ there");
    }

    @Test
    void anEnrichmentGetsACopyAndLeavesTheCallersAsItWas() throws Exception {
        called(1);
        assertThat(ask("direct:enrich", "")).isEqualTo("a ");
        assertCalledWith("a+");
    }

    @Test
    void eachPartOfASplitGetsACopy() throws Exception {
        called(3);
        assertThat(ask("direct:split", List.of("1", "2", "3"))).isEqualTo("a ");
        assertCalledWith("a+");
    }

    @Test
    void aQueueAndATapGetCopies() throws Exception {
        called(2);
        assertThat(ask("direct:queue", "")).isEqualTo("b ");
        assertCalledWith("a+");
    }

    @Test
    void whatIsReceivedIntoAVariableLeavesTheMessageAsItWas() {
        assertThat(ask("direct:receive", "mine")).isEqualTo("mine mine theirs 200");
    }

    private String ask(String uri, Object body) {
        return template.requestBody(uri, body, String.class);
    }

    private void called(int times) {
        getMockEndpoint("mock:called").expectedMessageCount(times);
    }

    private void assertCalledWith(String run) throws InterruptedException {
        MockEndpoint.assertIsSatisfied(context);
        assertThat(getMockEndpoint("mock:called").getExchanges())
                .extracting((Exchange exchange) -> exchange.getVariable("run"))
                .containsOnly(run);
    }
}
