"""Three checks at once; two signatures one after the other, or a vote where the amount is large."""

from __future__ import annotations

from cases.stages import Begin, Check, End, Flow, If, Join, Quorum, Split, this


class Review(Flow):
    start = Begin().Next(this.at_once)
    at_once = Split().Always(this.chemistry).Always(this.transport).Always(this.price)
    chemistry = Check("Check the chemistry", duty="check_chemistry").Next(this.together)
    transport = Check("Check the transport", duty="check_transport").Next(this.together)
    price = Check("Check the price", duty="check_price").Next(this.together)
    together = Join().Next(this.end)
    end = End()


class Decision(Flow):
    start = Begin().Next(this.is_large)
    is_large = If(lambda facts: facts.amount > 10_000).Then(this.vote).Else(this.first)
    vote = Quorum("Vote on the derogation", duty="decide", of=3, favourable=2).Next(this.end)
    first = Check("Sign first", duty="decide").Next(this.second)
    second = Check("Sign second", duty="decide", different_from=("first",)).Next(this.end)
    end = End()
