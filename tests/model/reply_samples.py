"""What relays answer: in our own words, with the codes and the words that count being theirs.

Where a row comes from stands beside it. Providers' rows are of what they document, or are seen, to
answer; rows with a number are of the delivery matrix.
"""

from pressrun.model.delivery import Command
from pressrun.model.meaning import Kind

C, K = Command, Kind
Row = tuple[str, Command, int, str, Kind, str]
# from where, what was asked, the reply code, the reply's text, what it means, its enhanced code
ANSWERS: list[Row] = [
    # Amazon SES: SMTP response codes; errors related to sending quotas
    ("SES", C.DOT, 250, "Ok 0100018f-sample", K.ACCEPTED, ""),
    ("SES", C.DOT, 454, "Throttling failure: Maximum sending rate exceeded.", K.THROTTLED, ""),
    ("SES", C.DOT, 454, "Throttling failure: Daily message quota exceeded.", K.QUOTA, ""),
    ("SES", C.MAIL, 421, "Too many concurrent SMTP connections", K.SESSION, ""),
    ("SES", C.MAIL, 421, "Maximum message count per session reached.", K.SESSION, ""),
    ("SES", C.DOT, 451, "Temporary service failure", K.DEFERRED, ""),
    ("SES", C.DOT, 554, "Message rejected: Email address is not verified. a.example", K.SENDER, ""),
    ("SES", C.DOT, 554, "Access denied: User `sample` may not send", K.SENDER, ""),
    ("SES", C.MAIL, 530, "Authentication required", K.SENDER, ""),
    ("SES", C.AUTH, 535, "Authentication Credentials Invalid", K.SENDER, ""),
    # Gmail and Google Workspace: SMTP errors and codes
    (
        "Gmail",
        C.DOT,
        421,
        "4.7.28 [192.0.2.1] an unusual rate of unsolicited mail\n4.7.28 was seen from there",
        K.THROTTLED,
        "4.7.28",
    ),
    (
        "Gmail",
        C.RCPT,
        450,
        "4.2.1 The user you are trying to contact is receiving mail too quickly.",
        K.DEFERRED,
        "4.2.1",
    ),
    (
        "Workspace",
        C.RCPT,
        450,
        "4.2.1 Peak SMTP relay limit exceeded for customer.",
        K.THROTTLED,
        "4.2.1",
    ),
    ("Workspace", C.RCPT, 550, "5.4.5 Daily SMTP relay limit exceeded", K.QUOTA, "5.4.5"),
    ("Gmail", C.RCPT, 452, "4.2.2 The mailbox is over quota", K.DEFERRED, "4.2.2"),
    ("Gmail", C.RCPT, 452, "4.5.3 Your message has too many recipients", K.DEFERRED, "4.5.3"),
    ("Gmail", C.MAIL, 421, "4.4.5 Server busy, try again later.", K.THROTTLED, "4.4.5"),
    (
        "Gmail",
        C.DOT,
        550,
        "5.7.26 Mail from example.org does not pass its domain's DMARC policy",
        K.POLICY,
        "5.7.26",
    ),
    (
        "Gmail",
        C.DOT,
        421,
        "4.7.26 Rate limited because SPF and DKIM did not pass",
        K.POLICY,
        "4.7.26",
    ),
    ("Gmail", C.DOT, 421, "4.7.0 suspicious: very low reputation", K.POLICY, "4.7.0"),
    ("Gmail", C.DOT, 552, "5.7.0 blocked: a potential security issue", K.POLICY, "5.7.0"),
    ("Gmail", C.RCPT, 550, "5.1.1 The account does not exist", K.REFUSED, "5.1.1"),
    ("Gmail", C.RCPT, 550, "5.2.1 The account is disabled", K.REFUSED, "5.2.1"),
    # Exchange Online: limits of SMTP submission, non-delivery reports; Outlook.com
    (
        "Outlook",
        C.MAIL,
        451,
        "4.7.500 Server busy. Please try again later from [192.0.2.1].",
        K.THROTTLED,
        "4.7.500",
    ),
    (
        "Outlook",
        C.RCPT,
        550,
        "5.7.1 messages from [192.0.2.1] weren't sent: on our block list (S3140)",
        K.POLICY,
        "5.7.1",
    ),
    ("Outlook", C.DATA, 550, "SC-001 part of the network is on our block list", K.POLICY, ""),
    ("Exchange", C.DOT, 432, "4.3.2 sender thread limit exceeded", K.THROTTLED, "4.3.2"),
    (
        "Exchange",
        C.RCPT,
        550,
        "5.1.90 you have reached your daily limit for message recipients",
        K.QUOTA,
        "5.1.90",
    ),
    ("Exchange", C.DOT, 554, "5.2.0 SubmissionQuotaExceededException", K.QUOTA, "5.2.0"),
    ("Exchange", C.RCPT, 550, "5.7.133 only some may write to this group", K.REFUSED, "5.7.133"),
    ("Exchange", C.DOT, 550, "5.7.60 may not send as this sender", K.SENDER, "5.7.60"),
    ("Exchange", C.RCPT, 550, "5.4.1 Recipient address rejected", K.REFUSED, "5.4.1"),
    # Yahoo: SMTP error codes
    ("Yahoo", C.MAIL, 421, "4.7.0 [TSS04] unexpected volume", K.THROTTLED, "4.7.0"),
    ("Yahoo", C.MAIL, 421, "4.7.1 [TS03] permanently deferred", K.POLICY, "4.7.1"),
    ("Yahoo", C.MAIL, 553, "5.7.1 [BL21] Connections not accepted", K.SENDER, "5.7.1"),
    # SocketLabs, Stalwart: messages per connection
    ("SocketLabs", C.MAIL, 421, "4.4.5 Too many messages in this connection", K.SESSION, "4.4.5"),
    (
        "Stalwart",
        C.MAIL,
        452,
        "4.4.5 Maximum number of messages per session exceeded.",
        K.SESSION,
        "4.4.5",
    ),
    ("Stalwart", C.RCPT, 452, "4.4.5 Rate limit exceeded, try again later.", K.THROTTLED, "4.4.5"),
    # cPanel and others that say 5yz for an hour's quota
    ("cPanel", C.RCPT, 550, "exceeded the max emails per hour (125/100) allowed", K.QUOTA, ""),
    ("hosting", C.RCPT, 550, "5.4.5 Domain Sending Quota Exceeded", K.QUOTA, "5.4.5"),
    # Postfix
    ("Postfix", C.MAIL, 452, "4.3.1 Insufficient system storage", K.SESSION, "4.3.1"),
    ("Postfix", C.RCPT, 452, "4.3.1 Insufficient system storage", K.SESSION, "4.3.1"),
    ("Postfix", C.RCPT, 450, "4.2.0 Recipient address rejected: Greylisted", K.DEFERRED, "4.2.0"),
    ("Postfix", C.RCPT, 450, "4.7.1 Greylisted, see you in 300 seconds", K.DEFERRED, "4.7.1"),
    ("Postfix", C.RCPT, 550, "5.1.1 User unknown in local table", K.REFUSED, "5.1.1"),
    ("Postfix", C.RCPT, 554, "5.7.1 Relay access denied", K.SENDER, "5.7.1"),
    ("Postfix", C.RCPT, 550, "5.1.8 Sender address rejected", K.SENDER, "5.1.8"),
    ("Postfix", C.RCPT, 553, "5.7.1 Sender address rejected", K.SENDER, "5.7.1"),
    ("Postfix", C.RCPT, 504, "5.5.2 <h>: Helo command rejected", K.SENDER, "5.5.2"),
    ("Postfix", C.RCPT, 450, "4.7.25 Client host rejected", K.POLICY, "4.7.25"),
    ("Postfix", C.RCPT, 554, "5.7.1 Service unavailable; blocked using a list", K.POLICY, "5.7.1"),
    ("Postfix", C.DATA, 503, "5.5.1 Error: need RCPT command", K.SESSION, "5.5.1"),
    ("Postfix", C.DOT, 552, "5.3.4 Error: message file too big", K.CONTENT, "5.3.4"),
    ("Postfix", C.MAIL, 552, "5.3.4 Message size exceeds fixed limit", K.CONTENT, "5.3.4"),
    # qmail and relays that hand on what another said
    ("qmail", C.RCPT, 550, "sorry, no mailbox here by that name (#5.1.1)", K.REFUSED, "5.1.1"),
    ("qmail", C.DOT, 552, "sorry, that message size exceeds my limit (#5.3.4)", K.CONTENT, "5.3.4"),
    ("relay", C.DOT, 550, "b.example said: 550 5.2.2 mailbox full", K.REFUSED, "5.2.2"),
    # By the book (RFC 5321, RFC 3463) and by the matrix
    ("S10", C.AUTH, 454, "4.7.0 Temporary authentication failure", K.SESSION, "4.7.0"),
    ("S12", C.MAIL, 451, "try later", K.SESSION, ""),
    ("S13", C.MAIL, 550, "5.7.1 sender not verified", K.SENDER, "5.7.1"),
    ("S15", C.RCPT, 452, "too many recipients", K.DEFERRED, ""),
    ("S17", C.RCPT, 550, "5.2.2 mailbox full", K.REFUSED, "5.2.2"),
    ("S17", C.RCPT, 552, "exceeded storage allocation", K.REFUSED, ""),
    ("S19", C.RCPT, 421, "closing", K.SESSION, ""),
    ("S20", C.RCPT, 251, "will forward", K.SESSION, ""),  # no verdict: nobody asks what it means
    ("S21", C.RCPT, 550, "no", K.REFUSED, ""),
    ("S21", C.RCPT, 550, "recipient could not be verified", K.REFUSED, ""),
    ("S22", C.RCPT, 550, "4.2.1 contradicts itself", K.REFUSED, "4.2.1"),
    ("S22", C.RCPT, 450, "5.1.1 contradicts itself", K.DEFERRED, "5.1.1"),
    ("S23", C.DATA, 451, "local error", K.DEFERRED, ""),
    ("S23", C.DATA, 503, "bad sequence", K.SESSION, ""),
    ("S23", C.DATA, 554, "no", K.POLICY, ""),
    ("S24", C.DOT, 550, "5.7.0 Rate limit exceeded", K.THROTTLED, "5.7.0"),
    ("S26", C.DOT, 552, "5.3.4 too big", K.CONTENT, "5.3.4"),
    ("S26", C.DOT, 552, "message too large", K.CONTENT, ""),
    ("S27", C.DOT, 550, "5.7.1 looks like spam", K.POLICY, "5.7.1"),
    ("S27", C.DOT, 571, "classified as spam", K.POLICY, ""),
    ("S28", C.DOT, 554, "5.6.0 malformed", K.CONTENT, "5.6.0"),
    ("S33", C.QUIT, 500, "what?", K.SESSION, ""),
    ("S44", C.DOT, 354, "go on", K.SESSION, ""),
]
