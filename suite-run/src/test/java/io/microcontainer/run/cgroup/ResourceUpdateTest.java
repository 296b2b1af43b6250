package io.microcontainer.run.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.runtime.resources.Resources;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an update leaves, and what it has to write; the pairs are the kernel's. */
class ResourceUpdateTest {

    private static Resources resources(String json) {
        return JsonDocument.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "resources").object(Resources::read);
    }

    private static String text(Resources resources) {
        return new String(JsonText.compact(resources), StandardCharsets.UTF_8).replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            // a period alone takes the old quota along, since v2 has them in one file
            "{'cpu':{'quota':500,'period':1000,'shares':7}} | {'cpu':{'period':900}} | {'cpu':{'shares':7,'quota':500,'period':900}} | {'cpu':{'quota':500,'period':900}}",
            "{'cpu':{'quota':500,'period':1000}} | {'cpu':{'shares':200}} | {'cpu':{'shares':200,'quota':500,'period':1000}} | {'cpu':{'shares':200}}",
            // swap counts from memory on v2
            "{'memory':{'limit':100,'swap':300}} | {'memory':{'limit':200}} | {'memory':{'limit':200,'swap':300}} | {'memory':{'limit':200,'swap':300}}",
            "{'memory':{'limit':100,'swap':300}} | {'memory':{'limit':-1}} | {'memory':{'limit':-1}} | {'memory':{'limit':-1}}",
            "{'memory':{'limit':100}} | {'memory':{'reservation':50}} | {'memory':{'limit':100,'reservation':50}} | {'memory':{'reservation':50}}",
            // zero and nothing change nothing
            "{'memory':{'limit':100},'pids':{'limit':5}} | {'memory':{'limit':0},'cpu':{'shares':0,'cpus':''},'pids':{}} "
                    + "| {'memory':{'limit':100},'cpu':{'shares':0,'cpus':''},'pids':{'limit':5}} | {'memory':{},'cpu':{'shares':0,'cpus':''},'pids':{}}",
            "{'pids':{'limit':5}} | {'pids':{'limit':0}} | {'pids':{'limit':0}} | {'pids':{'limit':0}}",
            // leaving the idle class gives the default weight
            "{'cpu':{'shares':200,'idle':1}} | {'cpu':{'idle':0}} | {'cpu':{'idle':0}} | {'cpu':{'idle':0}}",
            // devices by number, pages by size
            "{'blockIO':{'weight':10,'weightDevice':[{'major':8,'minor':0,'weight':10,'leafWeight':20}]}} "
                    + "| {'blockIO':{'weightDevice':[{'major':8,'minor':0,'weight':30},{'major':8,'minor':1,'weight':40}]}} "
                    + "| {'blockIO':{'weight':10,'weightDevice':[{'major':8,'minor':0,'weight':30,'leafWeight':20},{'major':8,'minor':1,'weight':40}]}} "
                    + "| {'blockIO':{'weightDevice':[{'major':8,'minor':0,'weight':30},{'major':8,'minor':1,'weight':40}]}}",
            "{'hugepageLimits':[{'pageSize':'2MB','limit':1}]} | {'hugepageLimits':[{'pageSize':'1GB','limit':2},{'pageSize':'2MB','limit':3}]} "
                    + "| {'hugepageLimits':[{'pageSize':'2MB','limit':3},{'pageSize':'1GB','limit':2}]} "
                    + "| {'hugepageLimits':[{'pageSize':'1GB','limit':2},{'pageSize':'2MB','limit':3}]}",
            // device rules are not an update's business
            "{'devices':[{'allow':false}]} | {'devices':[{'allow':true}],'unified':{'memory.high':'1'}} "
                    + "| {'devices':[{'allow':false}],'unified':{'memory.high':'1'}} | {'unified':{'memory.high':'1'}}",
    })
    void keptAndWritten(String before, String change, String kept, String written) {
        ResourceUpdate update = ResourceUpdate.of(resources(before), resources(change));
        assertEquals(text(resources(kept)), text(update.kept()));
        assertEquals(text(resources(written)), text(update.written()));
    }
}
