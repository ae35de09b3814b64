"""What several kinds of test share: databases that stand ready, servers, the browser."""
