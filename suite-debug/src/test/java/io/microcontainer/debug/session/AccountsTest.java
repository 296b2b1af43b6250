package io.microcontainer.debug.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.microcontainer.debug.DebugException;
import io.microcontainer.debug.session.Accounts.Account;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountsTest {

    private static final Accounts ACCOUNTS = new Accounts("""
            root:x:0:0:root:/root:/bin/sh
            broken:x
            app:x:10:20::/srv/app:/bin/false
            odd:x:minus:20::relative:
            """, """
            root:x:0:
            staff:x:50:app
            """);

    @Test
    void namesAndNumbers() {
        assertEquals(new Account(10, 20, Optional.of("/srv/app")), ACCOUNTS.find("app"));
        assertEquals(new Account(10, 20, Optional.of("/srv/app")), ACCOUNTS.find("10"));
        assertEquals(new Account(10, 50, Optional.of("/srv/app")), ACCOUNTS.find("app:staff"));
        assertEquals(new Account(10, 7, Optional.of("/srv/app")), ACCOUNTS.find("10:7"));
        assertEquals(new Account(1, 0, Optional.empty()), ACCOUNTS.find("1"));
        assertEquals(new Account(1, 2, Optional.empty()), new Accounts("", "").find("1:2"));
    }

    @Test
    void unknown() {
        for (String user : List.of("", ":", "nobody", "app:nogroup", "-1", "4294967295", "1:4294967295", "odd", "broken", "1 ", "99999999999")) {
            assertThrows(DebugException.class, () -> ACCOUNTS.find(user), user);
        }
    }
}
