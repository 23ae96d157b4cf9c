-- Groups that are large enough: the members of each region, which is named by its least member.
SELECT label.label AS region, label.id AS site_id
FROM label JOIN (SELECT label, count(*) AS members FROM label GROUP BY label) AS size ON size.label = label.label
CROSS JOIN asked WHERE size.members >= asked.least_members
