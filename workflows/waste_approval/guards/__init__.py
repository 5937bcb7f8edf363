"""The guards of a waste approval, pure: facts in, a refusal or nothing out."""
