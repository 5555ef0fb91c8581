-- A store of the first schema that was in use, as the program of that time wrote it.
BEGIN TRANSACTION;
CREATE TABLE activity (
	id INTEGER NOT NULL, 
	learner_id INTEGER NOT NULL, 
	content_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	sitting TEXT NOT NULL, 
	start_ms BIGINT NOT NULL, 
	end_ms BIGINT NOT NULL, 
	at BIGINT NOT NULL, 
	detail TEXT NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT activity_span CHECK (start_ms <= end_ms), 
	FOREIGN KEY(content_id) REFERENCES content (id), 
	FOREIGN KEY(learner_id) REFERENCES learner (id)
);
INSERT INTO "activity" VALUES(1,1,1,'watched','one',0,3600000,1780315200000,'');
INSERT INTO "activity" VALUES(2,1,5,'started','33b33298b4af4c7d',0,0,1780315200000,'{"seed": 1732327553, "answers": {}}');
INSERT INTO "activity" VALUES(3,1,5,'attempt','33b33298b4af4c7d',0,0,1780315200000,'{"right": 0, "of": 2, "passed": false, "points": 0, "seed": 1732327553, "answers": {}}');
INSERT INTO "activity" VALUES(4,1,4,'guess','talk',0,0,1780315200000,'{}');
INSERT INTO "activity" VALUES(5,1,4,'attended','talk',1780308000000,1780311600000,1780315200000,'{"entered_at": 1780315200000}');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE claim (
	id INTEGER NOT NULL, 
	learner_id INTEGER NOT NULL, 
	credit_id INTEGER NOT NULL, 
	part INTEGER NOT NULL, 
	amount INTEGER NOT NULL, 
	claimed_before INTEGER NOT NULL, 
	whole INTEGER NOT NULL, 
	request_id TEXT NOT NULL, 
	number TEXT NOT NULL, 
	title TEXT NOT NULL, 
	type_id TEXT NOT NULL, 
	type_step INTEGER NOT NULL, 
	certificate TEXT NOT NULL, 
	zone TEXT NOT NULL, 
	year INTEGER NOT NULL, 
	search TEXT NOT NULL, 
	claimed_at BIGINT NOT NULL, 
	snapshot TEXT NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT claim_amount CHECK (amount > 0), 
	CONSTRAINT claim_whole CHECK (claimed_before >= 0 AND claimed_before + amount <= whole), 
	FOREIGN KEY(credit_id) REFERENCES credit (id), 
	FOREIGN KEY(learner_id) REFERENCES learner (id), 
	CONSTRAINT claim_chain UNIQUE (learner_id, credit_id, claimed_before), 
	CONSTRAINT claim_part UNIQUE (learner_id, credit_id, part), 
	UNIQUE (number), 
	UNIQUE (request_id)
);
INSERT INTO "claim" VALUES(1,1,1,1,1000,0,1000,'r1','GRS9-RJBK-NC9X-V','Whole','hours',250,'local','Europe/Berlin',2026,'whole hours grs9-rjbk-nc9x-v',1780315200000,'{"number":"GRS9-RJBK-NC9X-V","request_id":"r1","part":1,"amount":{"thousandths":1000},"claimed_before":{"thousandths":0},"name":"Ada Łuczak","credit":{"id":"whole","title":"Whole","type":{"id":"hours","label":"Hours","unit":"hour","units":"hours","full":"hour","fulls":"hours","minutes_per_unit":60,"step":{"thousandths":250},"rounding":"down","first_minimum":{"thousandths":0},"designation":""},"amount":{"thousandths":1000},"contents":[{"id":"airway","kind":"video","title":"Airway","length_ms":3600000,"speakers":["Ada Łuczak"],"description":"","url":"","text":"","starts_at":null,"room":"","code":"","secret":"","threshold":900,"max_speed":2000,"questions":[],"correct":[],"pass_mark":800,"attempts":0,"cool_down_ms":0,"marking":[],"shuffle":"none","feedback":"score","check_in":false,"checks":[],"answer_within_ms":60000,"muted":true}],"description":"","format":"activity","designation":"","rule":{"need":"all","needed":0},"release_at":null,"opens_at":null,"closes_at":null,"partial":null,"questions":[{"id":"why","kind":"text","text":"Why?","help":"","required":true,"min_length":0,"max_length":0,"pattern":"","pattern_hint":"","minimum":null,"maximum":null,"places":0,"earliest":null,"latest":null,"options":[],"other":false,"min_choices":0,"max_choices":0,"na":false,"rows":[],"explain_if":"","shown_if":null}],"attestation":"I was there.","certificate":{"kind":"local","url":"","text":"","appendix":false}},"organization":{"id":"nam","name":"Northwind Academy","acronym":"CME","zone":"Europe/Berlin","instructions":"","signatory_name":"","signatory_title":"","accreditation":"","website":"","paper":"a4"},"answers":{"why":"To learn.","attestation":"agreed"},"claimed_at":"2026-06-01T12:00:00Z","completed_at":"2026-06-01T12:00:00Z","license":"NY 1","appendix":[],"revocation":null}');
CREATE TABLE content (
	id INTEGER NOT NULL, 
	organization_id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	data TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(organization_id) REFERENCES organization (id), 
	CONSTRAINT content_key UNIQUE (organization_id, "key")
);
INSERT INTO "content" VALUES(1,1,'airway','{"id":"airway","kind":"video","title":"Airway","length_ms":3600000,"speakers":["Ada Łuczak"],"description":"","url":"","text":"","starts_at":null,"room":"","code":"","secret":"","threshold":900,"max_speed":2000,"questions":[],"correct":[],"pass_mark":800,"attempts":0,"cool_down_ms":0,"marking":[],"shuffle":"none","feedback":"score","check_in":false,"checks":[],"answer_within_ms":60000,"muted":true}');
INSERT INTO "content" VALUES(2,1,'short','{"id":"short","kind":"video","title":"Short","length_ms":1800000,"speakers":[],"description":"","url":"","text":"","starts_at":null,"room":"","code":"","secret":"","threshold":900,"max_speed":2000,"questions":[],"correct":[],"pass_mark":800,"attempts":0,"cool_down_ms":0,"marking":[],"shuffle":"none","feedback":"score","check_in":false,"checks":[],"answer_within_ms":60000,"muted":true}');
INSERT INTO "content" VALUES(3,1,'guide','{"id":"guide","kind":"reading","title":"Guide","length_ms":300000,"speakers":[],"description":"","url":"","text":"# Guide\n\nRead me.","starts_at":null,"room":"","code":"","secret":"","threshold":900,"max_speed":2000,"questions":[],"correct":[],"pass_mark":800,"attempts":0,"cool_down_ms":0,"marking":[],"shuffle":"none","feedback":"score","check_in":false,"checks":[],"answer_within_ms":60000,"muted":true}');
INSERT INTO "content" VALUES(4,1,'talk','{"id":"talk","kind":"session","title":"Talk","length_ms":3600000,"speakers":[],"description":"","url":"","text":"","starts_at":"2026-06-01T10:00:00Z","room":"","code":"PLUM-42","secret":"","threshold":900,"max_speed":2000,"questions":[],"correct":[],"pass_mark":800,"attempts":0,"cool_down_ms":0,"marking":[],"shuffle":"none","feedback":"score","check_in":false,"checks":[],"answer_within_ms":60000,"muted":true}');
INSERT INTO "content" VALUES(5,1,'quiz','{"id":"quiz","kind":"quiz","title":"Quiz","length_ms":0,"speakers":[],"description":"","url":"","text":"","starts_at":null,"room":"","code":"","secret":"","threshold":900,"max_speed":2000,"questions":[],"correct":[["q1",["a"]],["q2",["b","c"]]],"pass_mark":500,"attempts":2,"cool_down_ms":0,"marking":[],"shuffle":"none","feedback":"score","check_in":false,"checks":[],"answer_within_ms":60000,"muted":true}');
CREATE TABLE credit (
	id INTEGER NOT NULL, 
	organization_id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	title TEXT NOT NULL, 
	type_id TEXT NOT NULL, 
	type_step INTEGER NOT NULL, 
	amount INTEGER NOT NULL, 
	needed BIGINT NOT NULL, 
	in_time INTEGER NOT NULL, 
	release_at BIGINT, 
	opens_at BIGINT, 
	closes_at BIGINT, 
	search TEXT NOT NULL, 
	data TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT credit_amount CHECK (amount > 0), 
	FOREIGN KEY(organization_id) REFERENCES organization (id), 
	CONSTRAINT credit_key UNIQUE (organization_id, "key")
);
INSERT INTO "credit" VALUES(1,1,'whole','Whole','hours',250,1000,3600000,1,NULL,NULL,NULL,'whole hours whole ada luczak','{"id":"whole","title":"Whole","type":{"id":"hours","label":"Hours","unit":"hour","units":"hours","full":"hour","fulls":"hours","minutes_per_unit":60,"step":{"thousandths":250},"rounding":"down","first_minimum":{"thousandths":0},"designation":""},"amount":{"thousandths":1000},"contents":[],"description":"","format":"activity","designation":"","rule":{"need":"all","needed":0},"release_at":null,"opens_at":null,"closes_at":null,"partial":null,"questions":[{"id":"why","kind":"text","text":"Why?","help":"","required":true,"min_length":0,"max_length":0,"pattern":"","pattern_hint":"","minimum":null,"maximum":null,"places":0,"earliest":null,"latest":null,"options":[],"other":false,"min_choices":0,"max_choices":0,"na":false,"rows":[],"explain_if":"","shown_if":null}],"attestation":"I was there.","certificate":{"kind":"local","url":"","text":"","appendix":false}}',1);
INSERT INTO "credit" VALUES(2,1,'parts','In parts','ama',250,1500,5400000,1,NULL,NULL,NULL,'in parts ama pra category 1 credittm parts ada luczak','{"id":"parts","title":"In parts","type":{"id":"ama","label":"AMA PRA Category 1 Credit™","unit":"credit","units":"credits","full":"AMA PRA Category 1 Credit™","fulls":"AMA PRA Category 1 Credits™","minutes_per_unit":60,"step":{"thousandths":250},"rounding":"nearest","first_minimum":{"thousandths":0},"designation":"$provider designates this $format for a maximum of $amount. Physicians should claim only the credit commensurate with the extent of their participation in the activity."},"amount":{"thousandths":1500},"contents":[],"description":"","format":"activity","designation":"","rule":{"need":"all","needed":0},"release_at":null,"opens_at":null,"closes_at":null,"partial":{"step":{"thousandths":0},"minimum":{"thousandths":0},"up_to":"earned","remainder":"keep"},"questions":[],"attestation":"","certificate":{"kind":"local","url":"","text":"","appendix":false}}',1);
INSERT INTO "credit" VALUES(3,1,'forfeit','Use it or lose it','hours',250,1000,3600000,1,NULL,NULL,NULL,'use it or lose it hours forfeit ada luczak','{"id":"forfeit","title":"Use it or lose it","type":{"id":"hours","label":"Hours","unit":"hour","units":"hours","full":"hour","fulls":"hours","minutes_per_unit":60,"step":{"thousandths":250},"rounding":"down","first_minimum":{"thousandths":0},"designation":""},"amount":{"thousandths":1000},"contents":[],"description":"","format":"activity","designation":"","rule":{"need":"all","needed":0},"release_at":null,"opens_at":null,"closes_at":null,"partial":{"step":{"thousandths":0},"minimum":{"thousandths":0},"up_to":"whole","remainder":"forfeit"},"questions":[],"attestation":"","certificate":{"kind":"local","url":"","text":"","appendix":false}}',1);
INSERT INTO "credit" VALUES(4,1,'later','Opens later','hours',250,500,1800000,1,NULL,1780574400000,NULL,'opens later hours later','{"id":"later","title":"Opens later","type":{"id":"hours","label":"Hours","unit":"hour","units":"hours","full":"hour","fulls":"hours","minutes_per_unit":60,"step":{"thousandths":250},"rounding":"down","first_minimum":{"thousandths":0},"designation":""},"amount":{"thousandths":500},"contents":[],"description":"","format":"activity","designation":"","rule":{"need":"all","needed":0},"release_at":null,"opens_at":"2026-06-04T12:00:00Z","closes_at":null,"partial":null,"questions":[],"attestation":"","certificate":{"kind":"local","url":"","text":"","appendix":false}}',1);
INSERT INTO "credit" VALUES(5,1,'over','Over','hours',250,500,1800000,1,NULL,NULL,1780056000000,'over hours over','{"id":"over","title":"Over","type":{"id":"hours","label":"Hours","unit":"hour","units":"hours","full":"hour","fulls":"hours","minutes_per_unit":60,"step":{"thousandths":250},"rounding":"down","first_minimum":{"thousandths":0},"designation":""},"amount":{"thousandths":500},"contents":[],"description":"","format":"activity","designation":"","rule":{"need":"all","needed":0},"release_at":null,"opens_at":null,"closes_at":"2026-05-29T12:00:00Z","partial":null,"questions":[],"attestation":"","certificate":{"kind":"local","url":"","text":"","appendix":false}}',1);
INSERT INTO "credit" VALUES(6,1,'hidden','Hidden','hours',250,500,1800000,1,1780401600000,NULL,NULL,'hidden hours hidden','{"id":"hidden","title":"Hidden","type":{"id":"hours","label":"Hours","unit":"hour","units":"hours","full":"hour","fulls":"hours","minutes_per_unit":60,"step":{"thousandths":250},"rounding":"down","first_minimum":{"thousandths":0},"designation":""},"amount":{"thousandths":500},"contents":[],"description":"","format":"activity","designation":"","rule":{"need":"all","needed":0},"release_at":"2026-06-02T12:00:00Z","opens_at":null,"closes_at":null,"partial":null,"questions":[],"attestation":"","certificate":{"kind":"local","url":"","text":"","appendix":false}}',1);
INSERT INTO "credit" VALUES(7,1,'mixed','Mixed [/x]','iacet',100,100,2,0,NULL,NULL,NULL,'mixed [/x] iacet ceu mixed','{"id":"mixed","title":"Mixed [/x]","type":{"id":"iacet","label":"IACET CEU","unit":"CEU","units":"CEUs","full":"IACET CEU","fulls":"IACET CEUs","minutes_per_unit":600,"step":{"thousandths":100},"rounding":"nearest","first_minimum":{"thousandths":100},"designation":"One CEU stands for ten contact hours of participation in organized continuing education."},"amount":{"thousandths":100},"contents":[],"description":"","format":"activity","designation":"","rule":{"need":"items","needed":2},"release_at":null,"opens_at":null,"closes_at":null,"partial":null,"questions":[],"attestation":"","certificate":{"kind":"external","url":"https://example.org/ceu","text":"","appendix":false}}',1);
CREATE TABLE credit_content (
	credit_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	content_id INTEGER NOT NULL, 
	PRIMARY KEY (credit_id, position), 
	FOREIGN KEY(content_id) REFERENCES content (id), 
	FOREIGN KEY(credit_id) REFERENCES credit (id)
);
INSERT INTO "credit_content" VALUES(1,0,1);
INSERT INTO "credit_content" VALUES(2,0,1);
INSERT INTO "credit_content" VALUES(2,1,2);
INSERT INTO "credit_content" VALUES(3,0,1);
INSERT INTO "credit_content" VALUES(4,0,2);
INSERT INTO "credit_content" VALUES(5,0,2);
INSERT INTO "credit_content" VALUES(6,0,2);
INSERT INTO "credit_content" VALUES(7,0,3);
INSERT INTO "credit_content" VALUES(7,1,4);
INSERT INTO "credit_content" VALUES(7,2,5);
CREATE TABLE draft (
	learner_id INTEGER NOT NULL, 
	credit_id INTEGER NOT NULL, 
	request_id TEXT NOT NULL, 
	answers TEXT NOT NULL, 
	updated_at BIGINT NOT NULL, 
	PRIMARY KEY (learner_id, credit_id), 
	FOREIGN KEY(credit_id) REFERENCES credit (id), 
	FOREIGN KEY(learner_id) REFERENCES learner (id), 
	UNIQUE (request_id)
);
CREATE TABLE holding (
	learner_id INTEGER NOT NULL, 
	credit_id INTEGER NOT NULL, 
	current BIGINT NOT NULL, 
	complete INTEGER NOT NULL, 
	claimable INTEGER NOT NULL, 
	claimed INTEGER NOT NULL, 
	allowed INTEGER NOT NULL, 
	parts INTEGER NOT NULL, 
	final INTEGER NOT NULL, 
	PRIMARY KEY (learner_id, credit_id), 
	CONSTRAINT holding_claimed CHECK (claimed >= 0 AND claimed <= allowed), 
	CONSTRAINT holding_parts CHECK (parts >= 0), 
	FOREIGN KEY(credit_id) REFERENCES credit (id), 
	FOREIGN KEY(learner_id) REFERENCES learner (id)
);
INSERT INTO "holding" VALUES(1,1,3600000,1,0,1000,1000,1,1);
INSERT INTO "holding" VALUES(1,2,3600000,0,1000,0,1500,0,0);
INSERT INTO "holding" VALUES(1,3,3600000,1,1000,0,1000,0,0);
INSERT INTO "holding" VALUES(1,7,1,0,0,0,100,0,0);
CREATE TABLE learner (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	name TEXT NOT NULL, 
	email TEXT NOT NULL, 
	license TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE ("key")
);
INSERT INTO "learner" VALUES(1,'ada','Ada Łuczak','ada@example.org','NY 1');
CREATE TABLE organization (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	zone TEXT NOT NULL, 
	data TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE ("key")
);
INSERT INTO "organization" VALUES(1,'nam','Europe/Berlin','{"id":"nam","name":"Northwind Academy","acronym":"CME","zone":"Europe/Berlin","instructions":"","signatory_name":"","signatory_title":"","accreditation":"","website":"","paper":"a4"}');
CREATE TABLE progress (
	learner_id INTEGER NOT NULL, 
	content_id INTEGER NOT NULL, 
	spans TEXT NOT NULL, 
	done INTEGER NOT NULL, 
	complete_at BIGINT, 
	position_ms BIGINT NOT NULL, 
	accounted_until BIGINT NOT NULL, 
	PRIMARY KEY (learner_id, content_id), 
	FOREIGN KEY(content_id) REFERENCES content (id), 
	FOREIGN KEY(learner_id) REFERENCES learner (id)
);
INSERT INTO "progress" VALUES(1,1,'[[0,3600000]]',0,1780315200000,3600000,1780315200000);
INSERT INTO "progress" VALUES(1,4,'[[1780308000000,1780311600000]]',0,1780315200000,1780311600000,0);
CREATE TABLE revocation (
	claim_id INTEGER NOT NULL, 
	at BIGINT NOT NULL, 
	reason TEXT NOT NULL, 
	PRIMARY KEY (claim_id), 
	FOREIGN KEY(claim_id) REFERENCES claim (id)
);
INSERT INTO "revocation" VALUES(1,1780315200000,'By mistake.');
CREATE INDEX credit_closes ON credit (closes_at);
CREATE INDEX credit_opens ON credit (opens_at);
CREATE INDEX credit_release ON credit (release_at);
CREATE INDEX activity_of ON activity (learner_id, content_id, sitting);
CREATE INDEX claim_of ON claim (learner_id, id);
CREATE INDEX ix_credit_content_content_id ON credit_content (content_id);
CREATE INDEX ix_holding_credit_id ON holding (credit_id);
CREATE TRIGGER claim_sum BEFORE INSERT ON claim BEGIN
         SELECT RAISE(ABORT, 'the parts do not add up') WHERE NEW.claimed_before <> (
             SELECT coalesce(sum(amount), 0) FROM claim
             WHERE learner_id = NEW.learner_id AND credit_id = NEW.credit_id)
           OR NEW.whole <> (SELECT amount FROM credit WHERE id = NEW.credit_id)
           OR EXISTS (SELECT 1 FROM claim WHERE id = NEW.id OR number = NEW.number OR request_id = NEW.request_id
             OR (learner_id = NEW.learner_id AND credit_id = NEW.credit_id AND part = NEW.part));
       END;
CREATE TRIGGER claim_kept BEFORE DELETE ON claim BEGIN SELECT RAISE(ABORT, 'a claim is final'); END;
CREATE TRIGGER claim_fixed BEFORE UPDATE ON claim BEGIN SELECT RAISE(ABORT, 'a claim is final'); END;
CREATE TRIGGER revocation_once BEFORE INSERT ON revocation BEGIN
         SELECT RAISE(ABORT, 'a revocation is final') WHERE EXISTS (
             SELECT 1 FROM revocation WHERE claim_id = NEW.claim_id);
       END;
CREATE TRIGGER revocation_kept BEFORE DELETE ON revocation BEGIN SELECT RAISE(ABORT, 'a revocation is final'); END;
CREATE TRIGGER revocation_fixed BEFORE UPDATE ON revocation BEGIN SELECT RAISE(ABORT, 'a revocation is final'); END;
COMMIT;
