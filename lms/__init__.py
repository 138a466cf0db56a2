"""The map of the house: one folder is one noun of the business, stacked so that control and imports flow the same way.

cli > demo | bench > app > home > grading > posts | quizzes > certificates > competencies | gradebook | learning
    > batches > catalog > people > activities | checks > kit > config

An act (grading, posts, quizzes) may call a ledger (gradebook, competencies, certificates), never the reverse. Inside a
slice: `rules` decide, `models` remember, `service` acts in one transaction, `forms` read, `views` speak HTTP.
"""
