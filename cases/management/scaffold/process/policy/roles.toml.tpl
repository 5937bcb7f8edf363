# What the roles of a company may do; "read" is for those who only look.

[back_office]
duties = ["enter"]

[commercial_manager]
duties = ["decide"]

[administrator]
duties = ["read"]
