"""The long version of the suite: races again and again, killed servers, hostile requests (`make soak`)."""
